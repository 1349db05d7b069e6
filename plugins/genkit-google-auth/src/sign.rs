//! Signatures of service accounts: RSA with SHA-256.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkit::{Error, Result};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

/// Signs with a private key in PEM form.
///
/// # Errors
/// `UNAUTHENTICATED` if it is no such key; nothing of it is told.
pub(super) fn sign(pem: &str, message: &[u8]) -> Result<Vec<u8>> {
    let no_key = || Error::unauthenticated("the service account's private key is no RSA key in PEM form");
    let inside = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let der = STANDARD.decode(inside.collect::<String>()).map_err(|_| no_key())?;
    let key = if pem.contains("BEGIN RSA PRIVATE KEY") {
        RsaKeyPair::from_der(&der)
    } else {
        RsaKeyPair::from_pkcs8(&der)
    };
    let key = key.map_err(|_| no_key())?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| Error::internal("the request for a token could not be signed"))?;
    Ok(signature)
}
