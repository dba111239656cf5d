//! Steps between reading and writing that see one record after the other.

pub mod inherit;
pub mod naming;
