/**
 * Who works, and how far the runs in progress are: workers register and report, commands read. What is written here
 * decides nothing; who may change a run is decided by its lease in {@code mf_run}.
 */
@NullMarked
package io.modelfactory.worker.ledger.activity;

import org.jspecify.annotations.NullMarked;
