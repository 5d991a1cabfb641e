/** Tests of what a trained model is. */
@NullMarked
package io.modelfactory.worker.model.tree;

import org.jspecify.annotations.NullMarked;
