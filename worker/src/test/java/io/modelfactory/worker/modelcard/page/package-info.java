/** Tests that both forms of a page are inert, whatever they are given. */
@NullMarked
package io.modelfactory.worker.modelcard.page;

import org.jspecify.annotations.NullMarked;
