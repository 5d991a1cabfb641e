@NullMarked
package io.modelfactory.worker.progress;

import org.jspecify.annotations.NullMarked;
