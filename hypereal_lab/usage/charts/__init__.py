"""Charts of usage that JupyterLab draws by itself; Altair is loaded with the first one."""

from __future__ import annotations

from hypereal_lab.usage.charts.charts import Charts
from hypereal_lab.usage.charts.drawing import Drawing

__all__ = ["Charts", "Drawing"]
