//! What a hashed form is, and its word. Deliberately absent: making forms (`forms`) and finding them
//! (`windows`).

/// What a hashed form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A name: Chinese characters without anything between them.
    Name,
    /// A name in pinyin: lower-case letters without anything between them, surname first or last.
    Latin,
    /// A masked name: what can be read of it, with one `*` for what cannot.
    Masked,
    /// A number: digits without anything between them; the last one may be the `X` of an identity number.
    Number,
    /// A masked number: seven of its digits, at the beginning, at the end or at both, with one `*` for the
    /// rest.
    MaskedNumber,
    /// Letters and digits of an address for mail, in lower case.
    Letters,
    /// A house: Chinese characters and digits without anything between them.
    Address,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Latin,
        Self::Masked,
        Self::Number,
        Self::MaskedNumber,
        Self::Letters,
        Self::Address,
    ];

    /// The word under which a form is kept. Part of what is hashed: fixed for ever.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Latin => "latin",
            Self::Masked => "masked",
            Self::Number => "number",
            Self::MaskedNumber => "masked_number",
            Self::Letters => "letters",
            Self::Address => "address",
        }
    }
}

/// Digits of a masked number that lead to one telephone.
pub(super) const SEEN_DIGITS: usize = 7;
