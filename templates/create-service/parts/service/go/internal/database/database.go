// Package database holds the connections to PostgreSQL and keeps its schema up to date.
package database

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sync/atomic"

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
	// Ten instances stay well below PostgreSQL's usual 100 connections.
	maxConnections = 8
	// Any number that nothing else in this database locks.
	migrationLock = 7_201_945
)

// Database is a pool of connections.
type Database struct {
	pool     *pgxpool.Pool
	migrated atomic.Bool
}

// Open makes the pool. It connects only when it must, so that a service whose database is down still starts, is not
// ready, and becomes ready with its database.
func Open(ctx context.Context, url string) (*Database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = maxConnections
	config.ConnConfig.Tracer = otelpgx.NewTracer()
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return &Database{pool: pool}, nil
}

// Close waits for running queries and closes all connections.
func (d *Database) Close() {
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

func (d *Database) migrate(ctx context.Context) error {
	if d.migrated.Load() {
		return nil
	}
	if err := pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error { return runMissing(ctx, tx) }); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	d.migrated.Store(true)
	return nil
}

func runMissing(ctx context.Context, tx pgx.Tx) error {
	// Instances that start together take turns.
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
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
