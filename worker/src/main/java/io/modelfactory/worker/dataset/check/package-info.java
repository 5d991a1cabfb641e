/** What rows must be: complete, readable, of their window of time, different from each other, and free of leakage. */
@NullMarked
package io.modelfactory.worker.dataset.check;

import org.jspecify.annotations.NullMarked;
