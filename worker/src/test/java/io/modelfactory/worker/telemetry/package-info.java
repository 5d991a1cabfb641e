@NullMarked
package io.modelfactory.worker.telemetry;

import org.jspecify.annotations.NullMarked;
