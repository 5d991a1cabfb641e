/** Tests of where a plot puts its numbers, and of what it says to those who cannot see it. */
@NullMarked
package io.modelfactory.worker.modelcard.plot;

import org.jspecify.annotations.NullMarked;
