//! One SQL text for two databases.
//!
//! SQLite is embedded and the default; PostgreSQL is for several servers. Both get the same statements with `$1`
//! placeholders over TEXT, BIGINT and BLOB/BYTEA columns; only the migrations are written twice. On SQLite one
//! connection writes and begins IMMEDIATE (a transaction that reads first and writes later would be refused when two
//! do it at once), others read. Durability is full: an acknowledged letter survives a power cut.
//!
//! Deliberately absent: any statement (they stand in the files beside this one) and any SQL made at run time.

use std::borrow::Cow;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use include_dir::{Dir, include_dir};
use sqlx::migrate::{AppliedMigration, Migrate, Migration, MigrationType, Migrator};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool,
    SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Connection as _, Postgres, Row as _, SqlSafeStr, Sqlite, Transaction};

use super::StoreError;
use crate::case::TownshipId;

static SQLITE_MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sqlite");
static POSTGRES_MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations/postgres");

/// Where sqlx notes which migrations were applied.
const LIST: &str = "_sqlx_migrations";

/// A connection is held for as long as the request that asked is waiting for a processor too: with four of them, half of
/// a processor stood idle while many looked up their letters.
const READERS: u32 = 8;
/// Questions of the desk that are answered at once. They have readers of their own, so that no list keeps a resident waiting.
const DESK_READERS: u32 = 4;
/// For so long a question of the desk waits for its turn, and for so long it may take; then whoever asked is told to come again.
const DESK_PATIENCE: Duration = Duration::from_secs(5);
/// Instructions of SQLite between two looks at whether the answer is still wanted: a fraction of a millisecond.
const LOOK_EVERY: i32 = 2_000;
/// For so long a statement waits for what somebody else has locked.
const BUSY: Duration = Duration::from_secs(5);
/// For so long a request waits for a connection, with all that it holds in memory; then it is told to come again.
const QUEUE: Duration = Duration::from_secs(10);

/// An open database, through the door of one township: what is asked and written by it is that township's.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    township: TownshipId,
}

/// The connections to a database.
#[derive(Clone, Debug)]
pub enum Pools {
    /// The embedded one.
    Sqlite {
        /// One connection: SQLite has one writer at a time.
        write: SqlitePool,
        /// Connections that only read.
        read: SqlitePool,
        /// Those of the desk's lists.
        desk: SqlitePool,
    },
    /// A server shared by several instances.
    Postgres {
        /// Connections.
        pool: PgPool,
        /// Those of the desk's lists.
        desk: PgPool,
    },
}

/// The database as the desk's lists ask it: with readers of their own, for a limited time, and only as long as somebody waits for
/// the answer.
#[derive(Clone, Copy, Debug)]
pub struct ForDesk<'a>(&'a Db);

impl Ask for ForDesk<'_> {
    async fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        match &self.0.pools {
            Pools::Sqlite { desk, .. } => {
                let mut connection = desk.acquire().await?;
                let wanted = Wanted::default();
                let (is_wanted, until) = (Arc::clone(&wanted.0), Instant::now() + DESK_PATIENCE);
                let goes_on = move || is_wanted.load(Ordering::Relaxed) && Instant::now() < until;
                connection.lock_handle().await?.set_progress_handler(LOOK_EVERY, goes_on);
                let rows = sqlite_query(sql, args).fetch_all(&mut *connection).await?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Pools::Postgres { desk, .. } => {
                Ok(postgres_query(sql, args).fetch_all(desk).await?.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    fn township(&self) -> TownshipId {
        self.0.township.clone()
    }
}

/// Until it is dropped, with the question that it belongs to.
struct Wanted(Arc<AtomicBool>);

impl Default for Wanted {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// A value bound to a placeholder. Nulls are typed, as PostgreSQL wants them.
#[derive(Clone, Debug)]
pub enum Arg<'a> {
    /// TEXT.
    Text(Option<Cow<'a, str>>),
    /// BIGINT.
    Int(Option<i64>),
    /// BLOB or BYTEA.
    Bytes(Option<&'a [u8]>),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(value)))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(Some(Cow::Borrowed(value)))
    }
}

impl From<String> for Arg<'_> {
    fn from(value: String) -> Self {
        Self::Text(Some(Cow::Owned(value)))
    }
}

impl<'a> From<Option<&'a str>> for Arg<'a> {
    fn from(value: Option<&'a str>) -> Self {
        Self::Text(value.map(Cow::Borrowed))
    }
}

impl<'a> From<&'a Option<String>> for Arg<'a> {
    fn from(value: &'a Option<String>) -> Self {
        Self::Text(value.as_deref().map(Cow::Borrowed))
    }
}

impl From<Option<String>> for Arg<'_> {
    fn from(value: Option<String>) -> Self {
        Self::Text(value.map(Cow::Owned))
    }
}

impl From<i64> for Arg<'_> {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<TownshipId> for Arg<'_> {
    fn from(value: TownshipId) -> Self {
        Self::Text(Some(Cow::Owned(value.as_str().to_owned())))
    }
}

impl From<bool> for Arg<'_> {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<Option<i64>> for Arg<'_> {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(Some(value))
    }
}

impl<'a> From<Option<&'a [u8]>> for Arg<'a> {
    fn from(value: Option<&'a [u8]>) -> Self {
        Self::Bytes(value)
    }
}

/// A list as a column holds it: a JSON array, whatever the texts hold.
pub(super) fn list_column<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).expect("texts are JSON")
}

/// Makes a list of arguments: `args![id, 3, &title]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::store::Arg::from($value)),*] };
}
pub(crate) use args;

fn sqlite_query<'q>(sql: &'static str, args: &[Arg<'_>]) -> sqlx::query::Query<'q, Sqlite, SqliteArguments> {
    args.iter().fold(sqlx::query(sql), |query, arg| match arg {
        Arg::Text(value) => query.bind(value.as_ref().map(|text| text.as_ref().to_owned())),
        Arg::Int(value) => query.bind(*value),
        Arg::Bytes(value) => query.bind(value.map(<[u8]>::to_vec)),
    })
}

fn postgres_query<'q>(sql: &'static str, args: &[Arg<'_>]) -> sqlx::query::Query<'q, Postgres, PgArguments> {
    args.iter().fold(sqlx::query(sql), |query, arg| match arg {
        Arg::Text(value) => query.bind(value.as_ref().map(|text| text.as_ref().to_owned())),
        Arg::Int(value) => query.bind(*value),
        Arg::Bytes(value) => query.bind(value.map(<[u8]>::to_vec)),
    })
}

/// A row of either database. A column that is not there or of another type is a mistake in the statement and is
/// reported as [`StoreError::Database`].
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

macro_rules! column {
    ($(#[$doc:meta])* $name:ident, $type:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// No such column, or of another type.
        pub fn $name(&self, column: &'static str) -> Result<$type, StoreError> {
            Ok(match self {
                Self::Sqlite(row) => row.try_get(column)?,
                Self::Postgres(row) => row.try_get(column)?,
            })
        }
    };
}

impl Row {
    column!(
        /// A TEXT column that is never null.
        text, String
    );
    column!(
        /// A TEXT column.
        text_or_null, Option<String>
    );
    column!(
        /// A BIGINT column that is never null.
        int, i64
    );
    column!(
        /// A BIGINT column.
        int_or_null, Option<i64>
    );
    column!(
        /// A BLOB column that is never null.
        bytes, Vec<u8>
    );
    column!(
        /// A BLOB column.
        bytes_or_null, Option<Vec<u8>>
    );

    /// A TEXT column that holds a JSON array; an empty one is an empty list.
    ///
    /// # Errors
    /// No such column; [`StoreError::Word`] for anything but an array of that type.
    pub fn list<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<Vec<T>, StoreError> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(Vec::new());
        }
        serde_json::from_str(&text).map_err(|_| StoreError::Word { column })
    }

    /// A BIGINT column that holds 0 or 1.
    ///
    /// # Errors
    /// No such column, or of another type.
    pub fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }
}

/// What can be asked a question: the database, or a transaction that sees its own writes.
pub trait Ask {
    /// All rows of a statement.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    fn rows(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    /// Whose rows are asked for.
    fn township(&self) -> TownshipId;

    /// The first row, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    fn row(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send
    where
        Self: Send,
    {
        async move { Ok(self.rows(sql, args).await?.into_iter().next()) }
    }
}

impl Ask for &Db {
    async fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { read, .. } => {
                sqlite_query(sql, args).fetch_all(read).await?.into_iter().map(Row::Sqlite).collect()
            }
            Pools::Postgres { pool, .. } => {
                postgres_query(sql, args).fetch_all(pool).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    fn township(&self) -> TownshipId {
        self.township.clone()
    }
}

/// A writing transaction of one township. Dropped without [`Tx::commit`] it leaves nothing behind.
#[derive(Debug)]
pub struct Tx {
    open: OpenTx,
    township: TownshipId,
}

/// A transaction of either database.
#[derive(Debug)]
pub enum OpenTx {
    /// Begun IMMEDIATE.
    Sqlite(Transaction<'static, Sqlite>),
    /// On a server.
    Postgres(Transaction<'static, Postgres>),
}

impl Ask for &mut Tx {
    async fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        Ok(match &mut self.open {
            OpenTx::Sqlite(tx) => {
                sqlite_query(sql, args).fetch_all(&mut **tx).await?.into_iter().map(Row::Sqlite).collect()
            }
            OpenTx::Postgres(tx) => {
                postgres_query(sql, args).fetch_all(&mut **tx).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    fn township(&self) -> TownshipId {
        self.township.clone()
    }
}

impl Tx {
    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] where a unique column has the value already, else [`StoreError::Database`].
    pub async fn execute(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        Ok(match &mut self.open {
            OpenTx::Sqlite(tx) => sqlite_query(sql, args).execute(&mut **tx).await?.rows_affected(),
            OpenTx::Postgres(tx) => postgres_query(sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Makes it last: on disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::Database`]; then nothing was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.open {
            OpenTx::Sqlite(tx) => tx.commit().await?,
            OpenTx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// The transaction itself, for what only one of the databases can do.
    pub fn open(&mut self) -> &mut OpenTx {
        &mut self.open
    }
}

impl From<Pools> for Db {
    fn from(pools: Pools) -> Self {
        Self { pools, township: TownshipId::default() }
    }
}

impl Db {
    /// The same database through the door of another township.
    #[must_use]
    pub fn of(&self, township: TownshipId) -> Self {
        Self { pools: self.pools.clone(), township }
    }

    /// The connections, for what only one of the databases can do.
    #[must_use]
    pub const fn pools(&self) -> &Pools {
        &self.pools
    }

    /// Asks for the desk's lists.
    #[must_use]
    pub const fn for_desk(&self) -> ForDesk<'_> {
        ForDesk(self)
    }

    /// Opens `sqlite:PATH` (made when it is not there) or `postgres://…`.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] for another scheme; [`StoreError::Database`] when it cannot be opened, also when a
    /// file is there that is no database: it is left as it is.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let options = SqliteConnectOptions::from_str(&format!("sqlite:{path}"))?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(BUSY)
                .foreign_keys(true)
                .pragma("secure_delete", "on")
                // What a statement must be able to undo is kept in memory, and never in a file of its own beside others'.
                .pragma("temp_store", "memory")
                // Folding the write-ahead log into the file stops all writers: eight times as seldom as by itself, at 32 MB.
                .pragma("wal_autocheckpoint", "8000")
                .pragma("trusted_schema", "off");
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(QUEUE)
                .after_release(|connection, _| Box::pin(is_at_rest(connection)))
                .connect_with(options.clone())
                .await?;
            // A damaged file may open and fail later; ask now, before anything is promised. Reading all of a large one would keep the
            // service from starting for a quarter of a minute: that is done beside its work.
            let check = if is_large(&write).await? {
                "PRAGMA quick_check('sqlite_master')"
            } else {
                "PRAGMA quick_check(1)"
            };
            let sound: String = sqlx::query_scalar(check).fetch_one(&write).await?;
            if sound != "ok" {
                return Err(StoreError::Damaged(sound));
            }
            let reading = options.create_if_missing(false).read_only(true).pragma("cache_size", "-1000");
            let read = SqlitePoolOptions::new()
                .max_connections(READERS)
                .acquire_timeout(QUEUE)
                .connect_with(reading.clone())
                .await?;
            let desk = SqlitePoolOptions::new()
                .max_connections(DESK_READERS)
                .acquire_timeout(DESK_PATIENCE)
                .after_release(|connection, _| Box::pin(forget_question(connection)))
                .connect_lazy_with(reading.pragma("cache_size", "-8000"));
            Ok(Pools::Sqlite { write, read, desk }.into())
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?.options([
                ("lock_timeout", BUSY.as_millis().to_string()),
                // From the sixth time on the server would plan a statement for any viewer and any list at once, and read
                // every case for each row: 16 s instead of 50 ms at 100,000 letters.
                ("plan_cache_mode", "force_custom_plan".to_owned()),
            ]);
            let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(QUEUE);
            let patience = ("statement_timeout", DESK_PATIENCE.as_millis().to_string());
            let desk = PgPoolOptions::new().max_connections(DESK_READERS).acquire_timeout(DESK_PATIENCE);
            let desk = desk.connect_lazy_with(options.clone().options([patience]));
            Ok(Pools::Postgres { pool: pool.connect_with(options).await?, desk }.into())
        } else {
            Err(StoreError::Unknown)
        }
    }

    /// Opens a copy of an SQLite database only for reading. Nothing beside it is made and nothing in it changes, so that it
    /// can lie on a medium that cannot be written, and keeps its checksum.
    ///
    /// # Errors
    /// [`StoreError::Database`] also when the file is not there.
    pub async fn open_copy(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .immutable(true)
            .pragma("temp_store", "memory")
            .pragma("trusted_schema", "off");
        let read = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        Ok(Pools::Sqlite { write: read.clone(), desk: read.clone(), read }.into())
    }

    /// Does reading every page take so long that nothing should wait for it?
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_large(&self) -> Result<bool, StoreError> {
        match &self.pools {
            Pools::Sqlite { read, .. } => Ok(is_large(read).await?),
            Pools::Postgres { .. } => Ok(false),
        }
    }

    /// Reads every page of an SQLite database and compares tables with their indexes: a letter whose index entry is damaged
    /// would not be found by its number. A PostgreSQL server checks its own pages.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with what SQLite found.
    pub async fn check_pages(&self) -> Result<(), StoreError> {
        if let Pools::Sqlite { read, .. } = &self.pools {
            let found: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(read).await?;
            if found != "ok" {
                return Err(StoreError::Damaged(found));
            }
        }
        Ok(())
    }

    /// Brings the schema up to date. Each migration is one transaction; running it again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::OlderSchema`] for tables of before the first release, which are left as they are;
    /// [`StoreError::Migrate`] names the migration.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if self.has_older_schema().await? {
            return Err(StoreError::OlderSchema);
        }
        match &self.pools {
            Pools::Sqlite { write, .. } => migrator(&SQLITE_MIGRATIONS).run(write).await?,
            Pools::Postgres { pool, .. } => migrator(&POSTGRES_MIGRATIONS).run(pool).await?,
        }
        self.begin_chains().await
    }

    /// The township has a chain of events and an order of public changes from now on. Doing it again changes nothing.
    async fn begin_chains(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for sql in [
            "INSERT INTO event_head (township, seq, hash) VALUES ($1, 0, '') ON CONFLICT DO NOTHING",
            "INSERT INTO public_change_head (township, change_no) VALUES ($1, 0) ON CONFLICT DO NOTHING",
        ] {
            tx.execute(sql, args![self.township.clone()]).await?;
        }
        tx.commit().await
    }

    /// Were its tables made before the first release, by migrations that this program does not have, or not in that form?
    /// They cannot be carried over. What a newer program added is another matter: [`Self::is_current`] tells.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_older_schema(&self) -> Result<bool, StoreError> {
        let (applied, known) = (self.applied_migrations().await?, self.known_migrations());
        let latest = known.iter().map(|migration| migration.version).max();
        let is_known = |one: &AppliedMigration| {
            known.iter().any(|own| own.version == one.version && own.checksum == one.checksum)
        };
        Ok(applied.iter().any(|one| Some(one.version) <= latest && !is_known(one)))
    }

    /// Is every migration of this program applied, and none beyond? `serve` refuses otherwise.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        let applied = self.applied_migrations().await?;
        let known = self.known_migrations();
        Ok(applied.iter().map(|one| one.version).eq(known.iter().map(|own| own.version)))
    }

    fn known_migrations(&self) -> Migrator {
        migrator(match &self.pools {
            Pools::Sqlite { .. } => &SQLITE_MIGRATIONS,
            Pools::Postgres { .. } => &POSTGRES_MIGRATIONS,
        })
    }

    /// In the order of their numbers; none in an empty database.
    async fn applied_migrations(&self) -> Result<Vec<AppliedMigration>, StoreError> {
        let tables = match &self.pools {
            Pools::Sqlite { .. } => "SELECT name FROM sqlite_master WHERE name = '_sqlx_migrations'",
            Pools::Postgres { .. } => {
                "SELECT table_name FROM information_schema.tables WHERE table_name = '_sqlx_migrations'"
            }
        };
        let mut db = self;
        if db.row(tables, &[]).await?.is_none() {
            return Ok(Vec::new());
        }
        Ok(match &self.pools {
            Pools::Sqlite { read, .. } => read.acquire().await?.list_applied_migrations(LIST).await?,
            Pools::Postgres { pool, .. } => pool.acquire().await?.list_applied_migrations(LIST).await?,
        })
    }

    /// Begins a writing transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`], for example when another writer holds the file for longer than five seconds.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let open = match &self.pools {
            Pools::Sqlite { write, .. } => OpenTx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres { pool, .. } => OpenTx::Postgres(pool.begin().await?),
        };
        Ok(Tx { open, township: self.township.clone() })
    }

    /// Copies the whole database into a new file while others go on reading and writing. SQLite only: a PostgreSQL
    /// server has its own tools for that.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] on PostgreSQL; [`StoreError::Database`] when the file cannot be written.
    pub async fn copy_into(&self, file: &str) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                sqlx::query("VACUUM INTO $1").bind(file.to_owned()).execute(write).await?;
                Ok(())
            }
            Pools::Postgres { .. } => Err(StoreError::Unknown),
        }
    }

    /// SQLite, which a copy of one file saves.
    #[must_use]
    pub const fn is_one_file(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Folds SQLite's write-ahead log into the file and empties it: pages of before are gone then. Nothing to do elsewhere.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn fold_log(&self) -> Result<(), StoreError> {
        if let Pools::Sqlite { write, .. } = &self.pools {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await?;
        }
        Ok(())
    }

    /// Closes every connection; SQLite then folds its write-ahead log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read, desk } => {
                desk.close().await;
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { pool, desk } => {
                desk.close().await;
                pool.close().await;
            }
        }
    }
}

/// More pages than are read in a second.
async fn is_large(pool: &SqlitePool) -> Result<bool, sqlx::Error> {
    const LARGE: i64 = 64 << 20;
    let sizes = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
    Ok(sqlx::query_scalar::<_, i64>(sizes).fetch_one(pool).await? > LARGE)
}

/// The next question of this connection has a time of its own.
async fn forget_question(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.lock_handle().await?.remove_progress_handler();
    Ok(true)
}

/// May this connection write again? Where the disk is full or fails, SQLite rolls the transaction back by itself
/// (<https://sqlite.org/lang_transaction.html>, 3.3); sqlx's own ROLLBACK then finds none, fails, and leaves the connection
/// at a depth at which it never begins again. Such a one is closed, and the pool opens another.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // What was dropped without a commit is rolled back in the queue of the connection, before this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// The embedded `NNNN_name.sql` files, in order.
fn migrator(dir: &Dir<'static>) -> Migrator {
    let mut migrations: Vec<Migration> = dir
        .files()
        .filter_map(|file| {
            let name = file.path().file_stem()?.to_str()?;
            let (version, description) = name.split_once('_')?;
            let sql = file.contents_utf8()?;
            Some(Migration::new(
                version.parse().ok()?,
                Cow::Owned(description.to_owned()),
                MigrationType::Simple,
                AssertSqlSafe(sql).into_sql_str(),
                false,
            ))
        })
        .collect();
    migrations.sort_by_key(|migration| migration.version);
    Migrator::with_migrations(migrations)
}
