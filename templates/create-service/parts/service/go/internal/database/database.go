// Package database holds the connections to PostgreSQL and keeps its schema up to date.
package database

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net"
	"sync"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// One SQL script per change of the schema, run in the order of their names; never edit an old one. The release before
// still runs while they do, and a rollback leaves the schema as it is: add only what older code does not mind.
//
//go:embed migrations/*.sql
var migrations embed.FS

const (
	// While a release takes over, two times ten instances run: 80 connections of the 100 that PostgreSQL usually has.
	maxConnections = 4
	connectTimeout = 5 * time.Second
	// Any number that nothing else in this database locks.
	migrationLock = 7_201_945
)

// Database is a pool of connections.
type Database struct {
	pool      *pgxpool.Pool
	mutex     sync.Mutex
	migration *migration
}

// migration is one attempt to bring the schema up to date.
type migration struct {
	stop  context.CancelFunc
	ended chan struct{}
	err   error // not before it has ended
}

// Open makes the pool. It connects only when it must, so that a service whose database is down still starts, is not
// ready, and becomes ready with its database.
func Open(ctx context.Context, url string) (*Database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = maxConnections
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	// Notices that the database has vanished, however long a migration may take.
	config.ConnConfig.DialFunc = (&net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: time.Second, Count: 10},
	}).DialContext
	config.ConnConfig.Tracer = otelpgx.NewTracer()
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return &Database{pool: pool}, nil
}

// Close waits for running queries, but not for a migration, and closes all connections.
func (d *Database) Close() {
	d.mutex.Lock()
	if d.migration != nil {
		d.migration.stop()
	}
	d.mutex.Unlock()
	d.pool.Close()
}

// Check fails unless the database answers and its schema is up to date.
func (d *Database) Check(ctx context.Context) error {
	if err := d.migrate(ctx); err != nil {
		return err
	}
	return d.pool.Ping(ctx)
}

// Query runs a query on an up-to-date schema.
func (d *Database) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := d.migrate(ctx); err != nil {
		return nil, err
	}
	return d.pool.Query(ctx, sql, args...)
}

// migrate waits for the migration, which goes on when its callers give up; the next one hears how it ended.
func (d *Database) migrate(ctx context.Context) error {
	m := d.startMigration(ctx)
	select {
	case <-m.ended:
	case <-ctx.Done():
		return fmt.Errorf("wait for the migration of the database: %w", ctx.Err())
	}
	if m.err != nil {
		d.forget(m)
		return fmt.Errorf("migrate the database: %w", m.err)
	}
	return nil
}

// startMigration returns the only migration of the process, after a failure a new one.
func (d *Database) startMigration(ctx context.Context) *migration {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.migration == nil {
		detached, stop := context.WithCancel(context.WithoutCancel(ctx))
		m := &migration{stop: stop, ended: make(chan struct{})}
		d.migration = m
		go func() {
			defer close(m.ended)
			defer stop()
			m.err = pgx.BeginFunc(detached, d.pool, func(tx pgx.Tx) error { return runMissing(detached, tx) })
		}()
	}
	return d.migration
}

func (d *Database) forget(failed *migration) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.migration == failed {
		d.migration = nil
	}
}

func runMissing(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = 0"); err != nil {
		return err
	}
	// Instances that start together take turns.
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
		return err
	}
	// Everybody queues behind a statement that waits for a table: better to give up, and to try again.
	if _, err := tx.Exec(ctx, "SET LOCAL lock_timeout = '5s'"); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS migrations (
		name text PRIMARY KEY,
		applied_at timestamptz NOT NULL DEFAULT now()
	)`); err != nil {
		return err
	}
	scripts, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for _, name := range scripts {
		if err := runOnce(ctx, tx, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func runOnce(ctx context.Context, tx pgx.Tx, name string) error {
	added, err := tx.Exec(ctx, "INSERT INTO migrations (name) VALUES ($1) ON CONFLICT DO NOTHING", name)
	if err != nil || added.RowsAffected() == 0 {
		return err
	}
	script, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, string(script))
	return err
}
