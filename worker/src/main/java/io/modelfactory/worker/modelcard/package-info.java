/**
 * Writes a bundle's model card: what was trained, on what, by whom, and why it passed, for an auditor years later. A
 * card is a pure function of documents that are pinned by digest already, from plan to gate receipt, and so are its
 * bytes; publishing stores it beside the bundle, inspecting derives it again.
 */
@NullMarked
package io.modelfactory.worker.modelcard;

import org.jspecify.annotations.NullMarked;
