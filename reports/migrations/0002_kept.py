"""A report that is done stays as it is: what was signed and sent can't be drawn again over it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION reports_done_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'done' THEN
    RAISE EXCEPTION 'a report that is done does not change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER report_done_is_kept BEFORE UPDATE OR DELETE ON reports_report
  FOR EACH ROW EXECUTE FUNCTION reports_done_is_kept();
"""
BACKWARD = """
DROP TRIGGER report_done_is_kept ON reports_report;
DROP FUNCTION reports_done_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
