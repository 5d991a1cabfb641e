/**
 * The memory of the house: which requests came, which runs they became, where each run stands, and what the world is still
 * to be told. Intake writes requests in, the corridor claims runs and moves them, the outbox carries messages out; all of
 * it is SQL on one PostgreSQL database, and no other room speaks SQL to it.
 */
@NullMarked
package io.modelfactory.worker.ledger;

import org.jspecify.annotations.NullMarked;
