/**
 * Tests of the loops in background threads. They need no service. A round is a counter that fails where a test wants it
 * to.
 */
@NullMarked
package io.modelfactory.worker.background;

import org.jspecify.annotations.NullMarked;
