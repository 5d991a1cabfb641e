/** What pages show. */
@NullMarked
package io.modelfactory.worker.console.page;

import org.jspecify.annotations.NullMarked;
