@NullMarked
package io.modelfactory.worker.app.wiring;

import org.jspecify.annotations.NullMarked;
