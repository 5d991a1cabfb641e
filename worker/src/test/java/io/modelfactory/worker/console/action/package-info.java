@NullMarked
package io.modelfactory.worker.console.action;

import org.jspecify.annotations.NullMarked;
