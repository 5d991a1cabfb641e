@NullMarked
package io.modelfactory.worker.dataset.registration;

import org.jspecify.annotations.NullMarked;
