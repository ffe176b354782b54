//! The clients, against the program as it is shipped. Properties held:
//! - the Python and the TypeScript client do a storefront's whole job against a service on loopback, and pass their own tests there;
//! - the examples of `docs/clients.md` run as they stand;
//! - every path, method, parameter, field, choice and status that a client names is in the OpenAPI document, with that type, and both
//!   clients name the same; the check fails on a client that names something else;
//! - the types of the TypeScript client pass the type checker, and what they forbid does not.
//!
//! Where this machine has no `python3`, `node` or `tsc`, the part that needs it skips by name; with `CI=true` that is a failure.

mod drift;
mod languages;
mod server;
mod shape;
