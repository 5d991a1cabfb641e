package io.modelfactory.worker.ledger;

import java.time.Duration;

/**
 * What waits in the ledger for all workers together.
 *
 * @param waitingRuns that nobody works on, although they have work left and their time has come
 * @param runsAtWork that a worker holds a living lease of
 * @param oldestWait how long the first of the waiting runs has waited; zero if none does
 * @param messages that wait to be relayed
 * @param receipts that wait to be archived
 */
public record Backlog(long waitingRuns, long runsAtWork, Duration oldestWait, long messages, long receipts) {}
