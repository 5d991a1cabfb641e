/**
 * Which protected references were followed, for what, and to which digest. The stages that read evidence record it here
 * before they use what they read; the ledger keeps the records.
 */
@NullMarked
package io.modelfactory.worker.artifact.audit;

import org.jspecify.annotations.NullMarked;
