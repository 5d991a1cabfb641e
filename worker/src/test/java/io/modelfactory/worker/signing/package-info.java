@NullMarked
package io.modelfactory.worker.signing;

import org.jspecify.annotations.NullMarked;
