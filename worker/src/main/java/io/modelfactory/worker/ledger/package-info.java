/**
 * The record of requests, runs, their events, and the messages still to be sent, in one PostgreSQL database. Intake
 * writes requests in, execution claims runs and changes them under leases, the outbox sends messages out. All SQL of
 * the worker is here and in the subpackages, of which {@code postgres} is the plumbing.
 */
@NullMarked
package io.modelfactory.worker.ledger;

import org.jspecify.annotations.NullMarked;
