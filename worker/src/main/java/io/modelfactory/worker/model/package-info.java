/**
 * What a trained model is, whatever algorithm trained it: its encoded features, the matrices that it is trained on and
 * scores, its stored format and its scorer. It depends on no other package; training, evaluation, publication and the
 * model card all depend on it. How a model is loaded comes in from the application as a
 * {@link io.modelfactory.worker.model.ModelLoader}.
 */
@NullMarked
package io.modelfactory.worker.model;

import org.jspecify.annotations.NullMarked;
