//! A proof of work that a browser brings along: some seconds of a phone's time, nothing that a person has to solve, and
//! nobody else's server. The question has the shape of ALTCHA 1 (`salt + number` under SHA-256); the rest is our own.
//!
//! Challenge and solution both follow from the form's own random part, so that nothing is kept, each form has one of its own,
//! and a solution that is sent again brings the same letter again. Deliberately absent: a clock (the form has one).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::keys::{Keys, Purpose};
use super::token::FormToken;

/// The number is below this: 25,000 tries on average, some seconds on an old phone, while its owner writes.
const MAX_NUMBER: u32 = 50_000;

/// What the browser is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Challenge {
    algorithm: &'static str,
    challenge: String,
    maxnumber: u32,
    salt: String,
    signature: String,
    #[serde(skip)]
    number: u32,
}

/// What it answers, base64 over JSON.
#[derive(Deserialize)]
struct Solution {
    algorithm: String,
    challenge: String,
    number: u32,
    salt: String,
}

impl Challenge {
    /// That of a form.
    #[must_use]
    pub fn of(keys: &Keys, form: &FormToken) -> Self {
        let key = keys.derive(Purpose::Form);
        let made =
            |what: &str| blake3::keyed_hash(&key, format!("{what} {}", form.idempotency_key()).as_bytes());
        let salt = super::hex(&made("proof of work salt").as_bytes()[..12]);
        let [a, b, c, d, ..] = *made("proof of work number").as_bytes();
        let number = u32::from_be_bytes([a, b, c, d]) % MAX_NUMBER;
        let challenge = super::hex(&Sha256::digest(format!("{salt}{number}")));
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
        mac.update(challenge.as_bytes());
        let signature = super::hex(&mac.finalize().into_bytes());
        Self { algorithm: "SHA-256", challenge, maxnumber: MAX_NUMBER, salt, signature, number }
    }

    /// As the page carries it.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and a number are values")
    }

    /// Whether this is its solution.
    #[must_use]
    pub fn is_solved_by(&self, payload: &str) -> bool {
        let decoded = STANDARD.decode(payload.trim()).ok();
        let solution: Option<Solution> = decoded.and_then(|json| serde_json::from_slice(&json).ok());
        solution.is_some_and(|solution| {
            solution.algorithm == self.algorithm
                && solution.number == self.number
                && solution.salt == self.salt
                && solution.challenge == self.challenge
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn solve(challenge: &Challenge) -> String {
        let number = (0..challenge.maxnumber)
            .find(|number| {
                super::super::hex(&Sha256::digest(format!("{}{number}", challenge.salt)))
                    == challenge.challenge
            })
            .expect("there is one");
        let json = serde_json::json!({
            "algorithm": "SHA-256", "challenge": challenge.challenge, "number": number, "salt": challenge.salt,
            "signature": challenge.signature,
        });
        STANDARD.encode(json.to_string())
    }

    #[test]
    fn a_solution_is_found_by_trying_and_fits_its_own_form_only() {
        let keys = Keys::from_root([3; 32], false);
        let form = || Challenge::of(&keys, &FormToken::new(Timestamp::UNIX_EPOCH));
        let (one, other) = (form(), form());
        assert_ne!(one, other);
        let solved = solve(&one);
        assert!(one.is_solved_by(&solved));
        assert!(!other.is_solved_by(&solved));
        assert!(!one.to_json().contains(&format!("\"number\":{}", one.number)), "the page does not tell");
        for wrong in ["", "=", "e30=", "bm9uZQ==", "\u{7528}"] {
            assert!(!one.is_solved_by(wrong), "{wrong}");
        }
    }
}
