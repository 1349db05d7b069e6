//! The rules of the house that no compiler holds: who may import whom, how long a file may be, what manifests say.

mod layers;
mod paths;
mod weight;
mod workspace;
