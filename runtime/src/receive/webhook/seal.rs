//! Signatures and encryption of what the server sends. Pure.

use aws_lc_rs::cipher::{
    AES_256, AES_CBC_IV_LEN, DecryptingKey, DecryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// Blocks of AES.
const BLOCK: usize = 16;

/// The Encrypt Key of an application.
pub(super) struct EncryptKey {
    text: SecretString,
    decrypting: DecryptingKey,
    encrypting: PaddedBlockEncryptingKey,
}

impl EncryptKey {
    pub(super) fn new(text: SecretString) -> Result<Self, Unspecified> {
        let hash = digest(&SHA256, text.expose_secret().as_bytes());
        let key = || UnboundCipherKey::new(&AES_256, hash.as_ref());
        Ok(Self {
            decrypting: DecryptingKey::cbc(key()?)?,
            encrypting: PaddedBlockEncryptingKey::cbc_pkcs7(key()?)?,
            text,
        })
    }

    /// The signature of a body, as it stands on the wire.
    pub(super) fn signature(&self, timestamp: &[u8], nonce: &[u8], body: &[u8]) -> String {
        let secret = self.text.expose_secret().as_bytes();
        hex(&SHA256, &[timestamp, nonce, secret, body])
    }

    /// What `base64(iv ‖ AES-256-CBC)` holds. Where its padding is wrong, that is left where it is, and what is returned is
    /// no JSON: so nobody learns from outside what was wrong.
    pub(super) fn decrypt(&self, encrypted: &str) -> Option<Vec<u8>> {
        let mut bytes = STANDARD.decode(encrypted).ok()?;
        let (iv, blocks) = bytes.split_first_chunk_mut::<AES_CBC_IV_LEN>()?;
        let context = DecryptionContext::Iv128(FixedLength::from(*iv));
        let mut plain = self.decrypting.decrypt(blocks, context).ok()?.to_vec();
        if let Some(padding) = plain.last().copied() {
            let length = usize::from(padding);
            let begin = plain.len().saturating_sub(length);
            let is_padding = |bytes: &[u8]| bytes.iter().all(|byte| *byte == padding);
            if (1..=BLOCK).contains(&length) && plain.get(begin..).is_some_and(is_padding) {
                plain.truncate(begin);
            }
        }
        Some(plain)
    }

    /// The opposite, with an initialization vector of its own.
    pub(super) fn encrypt(&self, plain: &[u8]) -> Result<String, Unspecified> {
        let mut blocks = plain.to_vec();
        let context = self.encrypting.encrypt(&mut blocks)?;
        let iv: &[u8] = (&context).try_into()?;
        Ok(STANDARD.encode([iv, &blocks].concat()))
    }
}

/// The signature of a callback of a card of the old kind, by the verification token.
pub(super) fn old_signature(timestamp: &[u8], nonce: &[u8], token: &SecretString, body: &[u8]) -> String {
    let secret = token.expose_secret().as_bytes();
    hex(&SHA1_FOR_LEGACY_USE_ONLY, &[timestamp, nonce, secret, body])
}

/// Whether both are the same, which takes as long whatever they hold.
pub(super) fn is_same(one: &[u8], other: &[u8]) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}

fn hex(algorithm: &'static Algorithm, parts: &[&[u8]]) -> String {
    let mut context = Context::new(algorithm);
    parts.iter().for_each(|part| context.update(part));
    let hash = context.finish();
    let digits = hash.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut text = String::with_capacity(2 * hash.as_ref().len());
    text.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "AAECAwQFBgcICQoLDA0ODw9mLTIAZS9jAmGTQ1wAhHp7T0KSqa6xlIO2zHinxKSs1K4/7o0J6jqt9tlbOFlHae7/cvXLvNi4ZpCEt5Kz\
        crL1tjJXRzgeOikjXBgef8ne";

    fn key() -> EncryptKey {
        EncryptKey::new("test key".into()).unwrap()
    }

    #[test]
    fn what_others_encrypted_is_decrypted() {
        let plain = |encrypted: &str| String::from_utf8(key().decrypt(encrypted).unwrap()).unwrap();
        assert_eq!(plain("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="), "hello world");
        assert_eq!(
            plain(CHALLENGE),
            r#"{"challenge":"ajls384kdjxxxx","token":"xxxxxx","type":"url_verification"}"#
        );
        assert_eq!(plain(&key().encrypt(b"sealed").unwrap()), "sealed");
    }

    #[test]
    fn bodies_are_signed_as_the_server_signs_them() {
        let body = format!(r#"{{"encrypt":"{CHALLENGE}"}}"#);
        assert_eq!(
            key().signature(b"1700000000", b"nonce", body.as_bytes()),
            "b27ce838ed589d7ffc485cf6a4a539539f76c71491c972c5afa8fdfb7dba4f3d"
        );
        assert_eq!(
            old_signature(b"1700000000", b"nonce", &"vtoken".into(), br#"{"a":1}"#),
            "8d5348cdd6a1cc83f1650927dae5756c46fa9ed1"
        );
    }

    #[test]
    fn wrong_padding_is_not_told_from_other_garbage() {
        let mut bytes = STANDARD.decode(CHALLENGE).unwrap();
        let last = bytes.len() - BLOCK - 1;
        bytes[last] ^= 0x55;
        let plain = key().decrypt(&STANDARD.encode(&bytes)).unwrap();
        assert!(plain.len().is_multiple_of(BLOCK) && serde_json::from_slice::<serde_json::Value>(&plain).is_err());
        for not_encrypted in ["", "AAAA", "no base64!", "AAECAwQFBgcICQoLDA0ODw9m"] {
            assert_eq!(key().decrypt(not_encrypted), None, "{not_encrypted}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(plain: Vec<u8>) {
            proptest::prop_assert_eq!(key().decrypt(&key().encrypt(&plain).unwrap()), Some(plain));
        }
    }
}
