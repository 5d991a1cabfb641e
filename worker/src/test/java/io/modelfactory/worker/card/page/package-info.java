/** Tests that both forms of a page are inert, whatever they are given. */
@NullMarked
package io.modelfactory.worker.card.page;

import org.jspecify.annotations.NullMarked;
