//! Steps between reading and writing that see one record after the other.

pub mod enrich;
pub mod inherit;
pub(crate) mod naming;
