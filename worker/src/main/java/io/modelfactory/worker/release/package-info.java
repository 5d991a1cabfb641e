/**
 * What a worker says it is: the release that its build wrote into its jar, and the machine it runs on. Nothing is taken
 * from a profile or a request; those are held against it. What it describes travels into the ledger and from there into
 * provenance and model card.
 */
@NullMarked
package io.modelfactory.worker.release;

import org.jspecify.annotations.NullMarked;
