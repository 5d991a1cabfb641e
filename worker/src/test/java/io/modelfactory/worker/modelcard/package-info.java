/** Tests of model cards: what they say, and that the same documents give the same bytes. */
@NullMarked
package io.modelfactory.worker.modelcard;

import org.jspecify.annotations.NullMarked;
