//! Bibliographic format converter that accounts for every record and every field.

pub mod codec;
pub mod ir;
