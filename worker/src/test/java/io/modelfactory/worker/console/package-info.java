/** The console, over HTTP and in browsers. */
@NullMarked
package io.modelfactory.worker.console;

import org.jspecify.annotations.NullMarked;
