/** Changes on their way to browsers. */
@NullMarked
package io.modelfactory.worker.console.live;

import org.jspecify.annotations.NullMarked;
