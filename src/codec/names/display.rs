//! Names in the order they are spoken: `Ada M. van der Test Jr`.
