/** The local platform's servers, started for real. */
@NullMarked
package io.modelfactory.local;

import org.jspecify.annotations.NullMarked;
