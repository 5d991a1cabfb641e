/** Tests that nothing written can be misread, by a browser or by a person. */
@NullMarked
package io.modelfactory.worker.modelcard.text;

import org.jspecify.annotations.NullMarked;
