/** Tests of what a trained model is. */
@NullMarked
package io.modelfactory.worker.model;

import org.jspecify.annotations.NullMarked;
