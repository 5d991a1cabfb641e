/**
 * The ledger's schema: its migrations, whether a database has the one of this release, and whether the server suits it.
 * Commands and the start of a worker use it; the ledger itself assumes the schema.
 */
@NullMarked
package io.modelfactory.worker.ledger.schema;

import org.jspecify.annotations.NullMarked;
