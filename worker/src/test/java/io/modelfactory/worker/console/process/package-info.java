@NullMarked
package io.modelfactory.worker.console.process;

import org.jspecify.annotations.NullMarked;
