/**
 * What a trained model is, whatever algorithm trained it: its encoded features, the matrices it is trained on and scores, its
 * stored form. It depends on no other package; training, evaluation, publication and the model card all depend on it.
 */
@NullMarked
package io.modelfactory.worker.model;

import org.jspecify.annotations.NullMarked;
