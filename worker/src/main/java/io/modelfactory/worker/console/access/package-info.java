/** Who looks at the console, and what they may see and do. */
@NullMarked
package io.modelfactory.worker.console.access;

import org.jspecify.annotations.NullMarked;
