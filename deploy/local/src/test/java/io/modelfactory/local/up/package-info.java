/** Tests of the background platform's parts that need no server; {@code UpIT} of the worker runs it. */
@NullMarked
package io.modelfactory.local.up;

import org.jspecify.annotations.NullMarked;
