/** How the demonstration judges and shows what it finds; that it finds it, the demonstration itself proves. */
@NullMarked
package io.modelfactory.local.demo;

import org.jspecify.annotations.NullMarked;
