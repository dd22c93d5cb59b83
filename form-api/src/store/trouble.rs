//! What is wrong with a database for a while: it cannot be written now, or it has no room. Whoever sent something is told to come
//! again, and who watches the service is told why. Everything else is a mistake in the program.

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use super::StoreError;

/// What passes by itself, or once somebody has looked after the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Locked by somebody else, out of reach, or out of what it needs.
    NotNow,
    /// There is no room.
    Full,
}

impl StoreError {
    /// What is wrong for a while; none: it will not pass.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Shared(error) => error.trouble(),
            Self::Database(error) => of(error),
            _ => None,
        }
    }
}

fn of(error: &sqlx::Error) -> Option<Trouble> {
    use sqlx::Error;
    match error {
        Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed | Error::Io(_) => {
            Some(Trouble::NotNow)
        }
        Error::Database(cause) => {
            let code = cause.code()?;
            if cause.try_downcast_ref::<SqliteError>().is_some() {
                of_sqlite(code.parse().ok()?)
            } else if cause.try_downcast_ref::<PgDatabaseError>().is_some() {
                of_postgres(&code)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// By the result code, of which the lowest byte is the kind (<https://sqlite.org/rescode.html>): SQLITE_FULL; SQLITE_BUSY, LOCKED,
/// NOMEM, READONLY, INTERRUPT, IOERR, CANTOPEN, PROTOCOL.
const fn of_sqlite(code: u32) -> Option<Trouble> {
    match code & 0xFF {
        13 => Some(Trouble::Full),
        5 | 6 | 7 | 8 | 9 | 10 | 14 | 15 => Some(Trouble::NotNow),
        _ => None,
    }
}

/// By the class of the SQLSTATE (PostgreSQL, appendix A): 53100 is a full disk; connections, resources, what an operator does, locks
/// and what two transactions do to each other pass.
fn of_postgres(code: &str) -> Option<Trouble> {
    match code {
        "53100" => Some(Trouble::Full),
        "25006" | "55P03" => Some(Trouble::NotNow),
        _ => ["08", "40", "53", "57", "58"]
            .iter()
            .any(|class| code.starts_with(class))
            .then_some(Trouble::NotNow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        for (code, trouble) in [
            (5, Some(Trouble::NotNow)),
            (517, Some(Trouble::NotNow)),
            (778, Some(Trouble::NotNow)),
            (13, Some(Trouble::Full)),
            (1, None),
            (11, None),
            (19, None),
            (2067, None),
        ] {
            assert_eq!(of_sqlite(code), trouble, "{code}");
        }
        for (code, trouble) in [
            ("53100", Some(Trouble::Full)),
            ("53300", Some(Trouble::NotNow)),
            ("57P01", Some(Trouble::NotNow)),
            ("40001", Some(Trouble::NotNow)),
            ("55P03", Some(Trouble::NotNow)),
            ("23505", None),
            ("42601", None),
        ] {
            assert_eq!(of_postgres(code), trouble, "{code}");
        }
    }
}
