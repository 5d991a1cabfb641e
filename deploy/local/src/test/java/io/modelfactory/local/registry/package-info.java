/** The development registry through its HTTP face, as its clients see it. */
@NullMarked
package io.modelfactory.local.registry;

import org.jspecify.annotations.NullMarked;
