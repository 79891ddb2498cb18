"""A step sheet on its way out of the window: to the clipboard as text or as a table, to a printer or a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QMimeData
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QTextDocument
from PySide6.QtWidgets import QWidget

from ui import clipboard
from ui import theme as themes
from ui.views.sheet_html import html
from wbsim.sheet import Sheet, as_table, as_text

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_POINTS = 8  # of type on paper


def copy_text(sheet: Sheet) -> None:
    """Puts the sheet on the clipboard as plain text."""
    QGuiApplication.clipboard().setText(as_text(sheet))


def copy_table(sheet: Sheet) -> None:
    """Puts it there as a table for a spreadsheet, and in its hues for a text."""
    data = QMimeData()
    data.setText(as_table(sheet))
    data.setHtml(html(sheet))
    clipboard.put(data)


def document(sheet: Sheet) -> QTextDocument:
    """The sheet as it is printed."""
    made = QTextDocument()
    face = themes.font(13)
    face.setPointSizeF(_POINTS)
    made.setDefaultFont(face)
    made.setHtml(html(sheet))
    return made


def printer() -> QPrinter:
    """A printer set up for a sheet, which is wider than it is high."""
    from PySide6.QtPrintSupport import QPrinter  # noqa: PLC0415 – slow to import, and few print

    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF(14, 14, 14, 14)
        )
    )
    return made


def print_on(sheet: Sheet, made: QPrinter) -> None:
    """Prints the sheet, on as many pages as it takes."""
    document(sheet).print_(made)


def print_to_pdf(sheet: Sheet, file: str) -> None:
    """Writes the sheet as a PDF, without asking."""
    from PySide6.QtPrintSupport import QPrinter  # noqa: PLC0415

    made = printer()
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(file)
    print_on(sheet, made)


def print_asked(sheet: Sheet, parent: QWidget) -> None:
    """Asks for a printer and prints; a cancelled dialog prints nothing."""
    from PySide6.QtPrintSupport import QPrintDialog  # noqa: PLC0415

    made = printer()
    made.setDocName(sheet.title or "wbsim")
    dialog = QPrintDialog(made, parent)
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        print_on(sheet, made)
