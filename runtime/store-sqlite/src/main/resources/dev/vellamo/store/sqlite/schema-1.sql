-- References and slots are JSON arrays of text; bodies are JSON, in which "$0" is the first reference.
-- What the columns mean is said by the records in dev.vellamo.kernel.store.StoredRow.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subcluster (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  is_system INTEGER NOT NULL,
  durable INTEGER NOT NULL,
  is_running INTEGER NOT NULL,
  config TEXT NOT NULL,
  answer TEXT NOT NULL,
  answer_refs TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vat (
  id TEXT PRIMARY KEY,
  subcluster TEXT NOT NULL,
  name TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  code TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vat_value (
  vat TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  refs TEXT NOT NULL,
  slots TEXT NOT NULL,
  PRIMARY KEY (vat, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
  place INTEGER PRIMARY KEY,
  is_watch INTEGER NOT NULL,
  queue TEXT NOT NULL,
  target TEXT NOT NULL,
  method TEXT NOT NULL,
  arguments TEXT NOT NULL,
  refs TEXT NOT NULL,
  result INTEGER NOT NULL,
  attempts INTEGER NOT NULL
) STRICT;

-- value and refs: of a fulfilled promise. reason: of a rejected one, an array of faults, each the cause of the one before.
CREATE TABLE promise (
  id INTEGER PRIMARY KEY,
  decider TEXT NOT NULL,
  is_hosts INTEGER NOT NULL,
  follows INTEGER NOT NULL,
  value TEXT,
  refs TEXT,
  reason TEXT
) STRICT;

CREATE TABLE timer (
  vat TEXT NOT NULL,
  number INTEGER NOT NULL,
  due_millis INTEGER NOT NULL,
  period_nanos INTEGER NOT NULL,
  target TEXT NOT NULL,
  method TEXT NOT NULL,
  arguments TEXT NOT NULL,
  refs TEXT NOT NULL,
  PRIMARY KEY (vat, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_call (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  method TEXT NOT NULL,
  arguments TEXT NOT NULL,
  refs TEXT NOT NULL,
  result INTEGER NOT NULL
) STRICT;

CREATE TABLE outcome (
  caller TEXT NOT NULL,
  target TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  promise INTEGER NOT NULL,
  at_millis INTEGER NOT NULL,
  PRIMARY KEY (caller, target, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE object_mark (
  ref TEXT PRIMARY KEY,
  is_revoked INTEGER NOT NULL,
  pins INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
