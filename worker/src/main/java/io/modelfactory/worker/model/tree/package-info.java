/**
 * Ensembles of decision trees as plain data, whatever library made them: margins, contributions of features, proofs
 * about all rows, and rows that visit every split. An algorithm's package reads a stored model into a
 * {@link io.modelfactory.worker.model.tree.TreeEnsemble}; everything else sees the
 * {@link io.modelfactory.worker.model.ModelStructure} that it is.
 */
@NullMarked
package io.modelfactory.worker.model.tree;

import org.jspecify.annotations.NullMarked;
