/**
 * The record of requests, runs, their events, and the messages still to be sent, in one PostgreSQL database. Intake
 * writes requests in, execution claims runs and changes them under leases, the outbox sends messages out. All SQL of
 * the worker is here and in the subpackages, of which {@code postgres} is the plumbing.
 *
 * <p>{@link io.modelfactory.worker.ledger.RunLedger} is the way in. What it takes and returns lies in {@code run},
 * {@code lease}, {@code receipt}, {@code outbox} and {@code audit}, none of which knows it.
 */
@NullMarked
package io.modelfactory.worker.ledger;

import org.jspecify.annotations.NullMarked;
