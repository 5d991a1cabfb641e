/**
 * The corridor through the house: claims a run from the ledger, walks it through the rooms from wherever it stands, keeps
 * its lease alive, and brings it to rest by name. It composes the rooms and knows their order; what happens inside each is
 * theirs.
 */
@NullMarked
package io.modelfactory.worker.execution;

import org.jspecify.annotations.NullMarked;
